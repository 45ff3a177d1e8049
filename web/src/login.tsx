import "./style/tokens.css";
import "./style/base.css";
import "./style/login.css";

import { type JSX, render } from "preact";
import { useRef, useState } from "preact/hooks";

import { type Failure, logIn } from "./api";
import { say } from "./language";
import { Flower } from "./parts/flower";
import { LanguageSwitch } from "./parts/language_switch";
import { useDocument } from "./parts/use_document";
import { words } from "./words";

// Where to go after the login: a path of this origin, never another site. A browser that is sent here keeps the fragment
// of the page that it wanted, which no server sees.
function nextPath(): string {
  const wanted = new URLSearchParams(location.search).get("next") ?? "/";
  try {
    const url = new URL(wanted, location.origin);
    const own = wanted.startsWith("/") && url.origin === location.origin;
    return own ? url.pathname + url.search + (url.hash || location.hash) : "/";
  } catch {
    return "/";
  }
}

function Login(): JSX.Element {
  const name = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const [waiting, setWaiting] = useState(false);
  const [trouble, setTrouble] = useState<"wrong" | Failure | null>(null);

  useDocument(`${say(words.loginTitle)} · ${say(words.title)}`);

  const enter = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (waiting || !name.current || !password.current) return;
    setWaiting(true);
    setTrouble(null);
    const outcome = await logIn(name.current.value, password.current.value);
    setWaiting(false);
    if (outcome === "in") {
      location.assign(nextPath());
      return;
    }
    setTrouble(outcome);
    password.current.select();
  };

  return (
    <>
      <header class="top">
        <span />
        <LanguageSwitch />
      </header>
      <main class="login">
        <Flower className="login__flower" />
        <h1>{say(words.loginTitle)}</h1>
        <p class="hint">{say(words.loginHint)}</p>
        <form method="post" onSubmit={(event) => void enter(event)}>
          <label for="name">{say(words.name)}</label>
          <input ref={name} id="name" name="name" autocomplete="username" autocapitalize="none" required autofocus />
          <label for="password">{say(words.password)}</label>
          <input
            ref={password}
            id="password"
            name="password"
            type="password"
            autocomplete="current-password"
            required
          />
          <div role="alert">
            {trouble && <p class="trouble">{say(trouble === "wrong" ? words.loginWrong : words[trouble])}</p>}
          </div>
          <button type="submit" class="button button--main" aria-busy={waiting}>
            {say(words.logIn)}
          </button>
        </form>
      </main>
    </>
  );
}

const page = document.getElementById("page");
if (page) render(<Login />, page);
