/** Signing in. Wrong user and wrong password look the same, as the server answers the same. */
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { type FormEvent, type KeyboardEvent, useState } from "react";
import { ApiFailure } from "../../api/client.ts";
import { currentUserQuery, signIn } from "../../api/session.ts";
import { describeFailure } from "../../ui/failure-view.tsx";
import { Logo } from "../../ui/logo.tsx";
import { type Text, useText } from "../../ui/text/index.tsx";
import "./sign-in.css";

const route = getRouteApi("/sign-in");

/** Only addresses of this site: a link must not send people elsewhere with their trust. */
function safeNext(next: string | undefined): string {
  return next?.startsWith("/") && !/^\/[/\\]/.test(next) ? next : "/signals";
}

function explain(failure: unknown, text: Text): string {
  if (failure instanceof ApiFailure && failure.status === 401) return text("signIn.wrong");
  if (failure instanceof ApiFailure && failure.status === 429) return text("signIn.tooMany");
  const { message, hint } = describeFailure(failure, text);
  return `${message} ${hint}`.trim();
}

function useSignIn() {
  const text = useText();
  const router = useRouter();
  const client = useQueryClient();
  const { next } = route.useSearch();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  const submit = async (user: string, password: string): Promise<boolean> => {
    setBusy(true);
    setFault("");
    try {
      await signIn({ user, password });
      client.clear();
      await client.fetchQuery(currentUserQuery);
      router.history.push(safeNext(next));
      return true;
    } catch (failure) {
      setFault(explain(failure, text));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, fault, submit };
}

function SignInForm() {
  const text = useText();
  const { busy, fault, submit } = useSignIn();
  const [user, setUser] = useState("");
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const [capsLock, setCapsLock] = useState(false);
  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (user.trim() === "" || password === "") return;
    if (await submit(user.trim(), password)) return;
    setPassword("");
    setTried(false);
  };
  const onKey = (event: KeyboardEvent) => setCapsLock(event.getModifierState("CapsLock"));
  return (
    <form onSubmit={onSubmit} noValidate>
      {fault !== "" && (
        <p className="sign-in-fault" role="alert" data-testid="sign-in-fault">
          <IconAlertCircle size={16} aria-hidden /> <span>{fault}</span>
        </p>
      )}
      <TextInput
        label={text("signIn.user")}
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
        value={user}
        onChange={(event) => setUser(event.currentTarget.value)}
        error={tried && user.trim() === "" && text("signIn.userMissing")}
        data-testid="user"
      />
      <PasswordInput
        label={text("signIn.password")}
        name="password"
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        onKeyUp={onKey}
        onKeyDown={onKey}
        error={tried && password === "" && text("signIn.passwordMissing")}
        {...(capsLock && { description: <span role="status">{text("signIn.capsLock")}</span> })}
        data-testid="password"
      />
      <Button type="submit" fullWidth loading={busy} data-testid="sign-in">
        {text("signIn.submit")}
      </Button>
    </form>
  );
}

export function SignInPage() {
  const text = useText();
  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <Logo size={40} />
        <h1>{text("signIn.title")}</h1>
        <SignInForm />
      </div>
      <p className="sign-in-hint">{text("signIn.hint")}</p>
    </main>
  );
}
