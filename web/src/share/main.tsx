import "../style/tokens.css";
import "../style/base.css";
import "../style/share.css";

import { render } from "preact";

import { pictureOf } from "./picture";
import { takeSecret } from "./secret";
import { Share } from "./share";

const page = document.getElementById("page");
if (page) render(<Share picture={pictureOf(document)} secret={takeSecret()} />, page);
