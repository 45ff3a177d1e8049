import "../style/tokens.css";
import "../style/base.css";
import "../style/login.css";
import "../style/stage.css";
import "../style/display.css";

import { render } from "preact";

import { addressOf } from "./address";
import { Chooser } from "./chooser";
import { Screen } from "./screen";

const page = document.getElementById("page");
const address = addressOf(new URL(location.href));
if (page) render(address ? <Screen address={address} /> : <Chooser />, page);
