import { useState } from "react";
import { draw } from "@/lib/draw";
import { depth } from "~config";
import { Square } from "@acme/shapes";
import { area } from "@acme/shapes/measure";
import { colour } from "#colours";
import { missing } from "./generated";

export function home(): string {
  useState();
  missing.generate();
  return draw() + depth + area(new Square()) + colour();
}
