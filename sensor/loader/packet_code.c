// SPDX-License-Identifier: Apache-2.0
#include "packet_code.h"

#include <string.h>

/*
 * Registers that calls keep: the packet's context, the classic machine's A and X, and the filters
 * that hold. On the stack: what a load gave, then the classic machine's memory.
 *
 * The filters that hold are bits flipped in the packet's length, which the end flips back: were
 * they known to the verifier, it would follow each filter for every outcome of those before it.
 */
#define CONTEXT BPF_REG_6
#define A BPF_REG_7
#define X BPF_REG_8
#define HOLDS BPF_REG_9
#define LOADED (-8)
#define MEMORY (LOADED - BPF_MEMWORDS * 4)
#define PASS 1

static bool is_alu(uint16_t code)
{
	switch (BPF_OP(code)) {
	case BPF_ADD:
	case BPF_SUB:
	case BPF_MUL:
	case BPF_DIV:
	case BPF_OR:
	case BPF_AND:
	case BPF_LSH:
	case BPF_RSH:
	case BPF_NEG:
	case BPF_MOD:
	case BPF_XOR:
		return true;
	default:
		return false;
	}
}

static bool is_load(const struct sock_filter *i)
{
	uint16_t mode = BPF_MODE(i->code);

	if (mode == BPF_MEM)
		return BPF_SIZE(i->code) == BPF_W && i->k < BPF_MEMWORDS;
	if (mode == BPF_IMM || mode == BPF_LEN)
		return BPF_SIZE(i->code) == BPF_W;
	if (BPF_CLASS(i->code) == BPF_LDX)
		return mode == BPF_MSH && BPF_SIZE(i->code) == BPF_B && i->k <= INT16_MAX;
	return (mode == BPF_ABS || mode == BPF_IND) && BPF_SIZE(i->code) != 0x18 &&
	       i->k <= INT16_MAX;
}

/* Whether it is known; `left`: how many instructions follow it. */
static bool is_known_code(const struct sock_filter *i, uint32_t left)
{
	uint16_t op = BPF_OP(i->code);
	bool constant = BPF_SRC(i->code) == BPF_K;

	if (i->code > 0xff)
		return false;
	switch (BPF_CLASS(i->code)) {
	case BPF_LD:
	case BPF_LDX:
		return is_load(i);
	case BPF_ST:
	case BPF_STX:
		return i->k < BPF_MEMWORDS;
	case BPF_ALU:
		if (constant && (op == BPF_DIV || op == BPF_MOD) && !i->k)
			return false;
		if (constant && (op == BPF_LSH || op == BPF_RSH) && i->k > 31)
			return false;
		return is_alu(i->code);
	case BPF_JMP:
		if (op == BPF_JA)
			return i->k < left;
		return (op == BPF_JEQ || op == BPF_JGT || op == BPF_JGE || op == BPF_JSET) &&
		       i->jt < left && i->jf < left;
	case BPF_RET:
		return i->code == (BPF_RET | BPF_K) || i->code == (BPF_RET | BPF_A);
	default:
		return i->code == (BPF_MISC | BPF_TAX) || i->code == (BPF_MISC | BPF_TXA);
	}
}

const char *check_packet_code(const struct sock_filter *code, uint32_t count)
{
	if (!count || count > PACKET_CODE_MAX)
		return "a packet filter has no instructions or too many";
	for (uint32_t i = 0; i < count; i++)
		if (!is_known_code(&code[i], count - i - 1))
			return "a packet filter has an instruction that is not allowed";
	if (BPF_CLASS(code[count - 1].code) != BPF_RET)
		return "a packet filter does not end";
	return NULL;
}

static uint32_t emit(struct packet_program *p, uint8_t code, uint8_t to, uint8_t from, int16_t off,
		     int32_t imm)
{
	if (p->count >= PACKET_PROGRAM_MAX) {
		p->overflow = true;
		return 0;
	}
	p->insns[p->count] = (struct bpf_insn){
		.code = code, .dst_reg = to, .src_reg = from, .off = off, .imm = imm
	};
	return p->count++;
}

static void move(struct packet_program *p, uint8_t to, uint8_t from)
{
	emit(p, BPF_ALU64 | BPF_MOV | BPF_X, to, from, 0, 0);
}

static void set(struct packet_program *p, uint8_t to, int32_t value)
{
	emit(p, BPF_ALU | BPF_MOV | BPF_K, to, 0, 0, value);
}

/* Jumps whose target is not known yet: to an instruction of the filter, or to its end. */
struct jump {
	uint32_t from;
	uint32_t to;
};

struct writer {
	struct packet_program *program;
	uint32_t starts[PACKET_CODE_MAX + 1]; /* of each instruction's code, and the end */
	struct jump jumps[PACKET_CODE_MAX * 4];
	uint32_t jump_count;
	uint32_t end; /* number that stands for the filter's end */
};

static void jump(struct writer *w, uint8_t code, uint8_t left, uint8_t right, int32_t imm,
		 uint32_t to)
{
	w->jumps[w->jump_count++] =
		(struct jump){ .from = emit(w->program, code, left, right, 0, imm), .to = to };
}

/* A load outside of the packet ends a filter, which then does not hold. */
static void write_load(struct writer *w, const struct sock_filter *i, uint8_t to)
{
	struct packet_program *p = w->program;
	uint16_t size = BPF_SIZE(i->code);
	int bytes = size == BPF_W ? 4 : size == BPF_H ? 2 : 1;

	move(p, BPF_REG_1, CONTEXT);
	if (BPF_MODE(i->code) == BPF_IND) {
		emit(p, BPF_ALU | BPF_MOV | BPF_X, BPF_REG_2, X, 0, 0);
		emit(p, BPF_ALU | BPF_ADD | BPF_K, BPF_REG_2, 0, 0, i->k);
	} else {
		set(p, BPF_REG_2, i->k);
	}
	move(p, BPF_REG_3, BPF_REG_10);
	emit(p, BPF_ALU64 | BPF_ADD | BPF_K, BPF_REG_3, 0, 0, LOADED);
	set(p, BPF_REG_4, bytes);
	emit(p, BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_skb_load_bytes);
	jump(w, BPF_JMP | BPF_JNE | BPF_K, BPF_REG_0, 0, 0, w->end);
	emit(p, BPF_LDX | BPF_MEM | size, to, BPF_REG_10, LOADED, 0);
	if (bytes > 1)
		emit(p, BPF_ALU | BPF_END | BPF_TO_BE, to, 0, 0, bytes * 8);
}

static void write_any_load(struct writer *w, const struct sock_filter *i)
{
	uint8_t to = BPF_CLASS(i->code) == BPF_LD ? A : X;
	struct packet_program *p = w->program;

	switch (BPF_MODE(i->code)) {
	case BPF_IMM:
		set(p, to, i->k);
		break;
	case BPF_LEN:
		emit(p, BPF_LDX | BPF_MEM | BPF_W, to, CONTEXT, offsetof(struct __sk_buff, len), 0);
		break;
	case BPF_MEM:
		emit(p, BPF_LDX | BPF_MEM | BPF_W, to, BPF_REG_10, MEMORY + i->k * 4, 0);
		break;
	case BPF_MSH:
		write_load(w, i, to);
		emit(p, BPF_ALU | BPF_AND | BPF_K, to, 0, 0, 15);
		emit(p, BPF_ALU | BPF_LSH | BPF_K, to, 0, 0, 2);
		break;
	default:
		write_load(w, i, to);
	}
}

static void write_alu(struct writer *w, const struct sock_filter *i)
{
	uint8_t op = BPF_OP(i->code);
	bool by_x = BPF_SRC(i->code) == BPF_X && op != BPF_NEG;

	/* Division by 0 ends a classic filter. */
	if (by_x && (op == BPF_DIV || op == BPF_MOD))
		jump(w, BPF_JMP | BPF_JEQ | BPF_K, X, 0, 0, w->end);
	if (by_x)
		emit(w->program, BPF_ALU | op | BPF_X, A, X, 0, 0);
	else
		emit(w->program, BPF_ALU | op | BPF_K, A, 0, 0, op == BPF_NEG ? 0 : (int32_t)i->k);
}

static void write_jump(struct writer *w, const struct sock_filter *i, uint32_t at)
{
	uint8_t op = BPF_OP(i->code);

	if (op == BPF_JA) {
		jump(w, BPF_JMP | BPF_JA, 0, 0, 0, at + 1 + i->k);
		return;
	}
	if (BPF_SRC(i->code) == BPF_X)
		jump(w, BPF_JMP32 | op | BPF_X, A, X, 0, at + 1 + i->jt);
	else
		jump(w, BPF_JMP32 | op | BPF_K, A, 0, i->k, at + 1 + i->jt);
	jump(w, BPF_JMP | BPF_JA, 0, 0, 0, at + 1 + i->jf);
}

static void write_return(struct writer *w, const struct sock_filter *i, uint32_t number)
{
	bool constant = BPF_RVAL(i->code) == BPF_K;

	if (!constant)
		jump(w, BPF_JMP32 | BPF_JEQ | BPF_K, A, 0, 0, w->end);
	if (!constant || i->k)
		emit(w->program, BPF_ALU | BPF_XOR | BPF_K, HOLDS, 0, 0, (int32_t)(1u << number));
	jump(w, BPF_JMP | BPF_JA, 0, 0, 0, w->end);
}

static void write_one(struct writer *w, const struct sock_filter *i, uint32_t at, uint32_t number)
{
	switch (BPF_CLASS(i->code)) {
	case BPF_LD:
	case BPF_LDX:
		write_any_load(w, i);
		break;
	case BPF_ST:
		emit(w->program, BPF_STX | BPF_MEM | BPF_W, BPF_REG_10, A, MEMORY + i->k * 4, 0);
		break;
	case BPF_STX:
		emit(w->program, BPF_STX | BPF_MEM | BPF_W, BPF_REG_10, X, MEMORY + i->k * 4, 0);
		break;
	case BPF_ALU:
		write_alu(w, i);
		break;
	case BPF_JMP:
		write_jump(w, i, at);
		break;
	case BPF_RET:
		write_return(w, i, number);
		break;
	default:
		if (BPF_MISCOP(i->code) == BPF_TAX)
			move(w->program, X, A);
		else
			move(w->program, A, X);
	}
}

void begin_packet_program(struct packet_program *program)
{
	program->count = 0;
	program->overflow = false;
	move(program, CONTEXT, BPF_REG_1);
	emit(program, BPF_LDX | BPF_MEM | BPF_W, HOLDS, CONTEXT, offsetof(struct __sk_buff, len),
	     0);
}

/* The kernel refuses memory that was never written. */
static void clear_memory(struct packet_program *program, const struct sock_filter *code,
			 uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if (BPF_CLASS(code[i].code) <= BPF_LDX && BPF_MODE(code[i].code) == BPF_MEM)
			emit(program, BPF_ST | BPF_MEM | BPF_W, BPF_REG_10, 0,
			     MEMORY + code[i].k * 4, 0);
}

void add_packet_filter(struct packet_program *program, const struct sock_filter *code,
		       uint32_t count, uint32_t number)
{
	static struct writer w;

	w.program = program;
	w.jump_count = 0;
	w.end = count;
	set(program, A, 0);
	set(program, X, 0);
	clear_memory(program, code, count);
	for (uint32_t i = 0; i < count; i++) {
		w.starts[i] = program->count;
		write_one(&w, &code[i], i, number);
	}
	w.starts[count] = program->count;
	if (program->overflow)
		return;
	for (uint32_t i = 0; i < w.jump_count; i++) {
		struct jump *j = &w.jumps[i];

		program->insns[j->from].off = w.starts[j->to] - j->from - 1;
	}
}

bool end_packet_program(struct packet_program *p, int chain_fd, uint32_t slot)
{
	uint32_t none;

	emit(p, BPF_LDX | BPF_MEM | BPF_W, BPF_REG_1, CONTEXT, offsetof(struct __sk_buff, len), 0);
	emit(p, BPF_ALU | BPF_XOR | BPF_X, HOLDS, BPF_REG_1, 0, 0);
	none = emit(p, BPF_JMP | BPF_JEQ | BPF_K, HOLDS, 0, 0, 0);
	emit(p, BPF_STX | BPF_MEM | BPF_W, CONTEXT, HOLDS, offsetof(struct __sk_buff, cb[0]), 0);
	set(p, BPF_REG_0, slot);
	emit(p, BPF_STX | BPF_MEM | BPF_W, CONTEXT, BPF_REG_0, offsetof(struct __sk_buff, cb[1]),
	     0);
	move(p, BPF_REG_1, CONTEXT);
	emit(p, BPF_LD | BPF_IMM | BPF_DW, BPF_REG_2, BPF_PSEUDO_MAP_FD, 0, chain_fd);
	emit(p, 0, 0, 0, 0, 0);
	set(p, BPF_REG_3, 0);
	emit(p, BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_tail_call);
	if (!p->overflow)
		p->insns[none].off = p->count - none - 1;
	set(p, BPF_REG_0, PASS);
	emit(p, BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
	return !p->overflow;
}
