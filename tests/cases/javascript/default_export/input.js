// The store of the application.
export default class Store extends Base {
  get(key) {
    return this.items.get(key);
  }
}
