import "./style/tokens.css";
import "./style/base.css";
import "./style/stage.css";
import "./style/visitor.css";
import "./style/garden.css";

import { render } from "preact";

import { App } from "./app";
import { watchGrowth } from "./growth";
import { watchIdle } from "./idle";
import { refreshKiosk, standUnattended } from "./kiosk";

const page = document.getElementById("page");
if (page) render(<App />, page);
void watchGrowth();
void refreshKiosk();
standUnattended();
watchIdle();
