import axios from "axios";

/** Get a page as text. */
export async function get(url: string): Promise<string> {
  return (await axios.get(url)).data;
}

export const post = async (url: string, body: string): Promise<void> => {
  await axios.post(url, body);
};

export default class Client {
  constructor(private readonly base: string) {}

  get(path: string): Promise<string> {
    return get(this.base + path);
  }
}
