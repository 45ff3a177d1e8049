import "./style/tokens.css";
import "./style/base.css";
import "./style/visitor.css";

import { render } from "preact";

import { App } from "./app";
import { watchGrowth } from "./growth";

const page = document.getElementById("page");
if (page) render(<App />, page);
void watchGrowth();
