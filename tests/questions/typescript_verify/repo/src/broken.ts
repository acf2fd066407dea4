import { Basket } from "./basket";

const basket = new Basket("x");
basket.ad("x");
function ( {
