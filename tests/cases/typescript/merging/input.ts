interface Box {
  height: number;
}

interface Box {
  width: number;
}

class Album {
  label: Album.Label;
}

namespace Album {
  export class Label {}
}

function build(name: string): string {
  return build.prefix + name;
}

namespace build {
  export let prefix = "";
}

enum Color {
  Red = 1,
}

namespace Color {
  export function mix(name: string) {}
}
