export class Square {}
