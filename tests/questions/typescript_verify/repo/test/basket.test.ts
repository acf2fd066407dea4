import { open } from "../src/basket";

open("x").add("y");
