export const routes: Routes = {
  home: "/",
  load: async (id: string): Promise<Page> => fetchPage(id),
  save(page: Page): void {},
};

export default {
  name: "plugin",
  setup(build: Build): void {},
} satisfies Plugin;
