/* SPDX-License-Identifier: Apache-2.0 */
/* The compiled BPF object, inside the program: nothing to find or get out of step at run time. */
	.section .rodata
	.balign 8
	.global object_bytes
	.global object_bytes_end
object_bytes:
	.incbin OBJECT_PATH
object_bytes_end:
	.byte 0
	.section .note.GNU-stack, "", @progbits
