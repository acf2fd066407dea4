import { Square } from "@acme/shapes";
import { area } from "../dist/measure/area.js";
import { generate } from "@acme/shapes/extra/round";

area(new Square());
generate();
