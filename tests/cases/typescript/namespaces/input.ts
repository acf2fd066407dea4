namespace Validation {
  const pattern = /^[A-Za-z]+$/;
  export const limit: number = 5;
  let one = 1, two = 2;
  /** Says what is acceptable. */
  export interface Validator {
    isAcceptable(text: string): boolean;
  }
  export class Letters implements Validator {
    isAcceptable(text: string) {
      const found = pattern.test(text);
      return found && one < two;
    }
  }
  function internal() {}
}

namespace A.B.C {
  export const deep = Validation.limit;
}

module Old {
  export namespace Inner {}
}
