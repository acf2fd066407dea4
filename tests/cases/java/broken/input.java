package com.example.shop;

public class Cart {
  private final List<Item> items = new ArrayList<>();

  /** Before is whole. */
  public int size() {
    return items.size();
  }

  public void open(String path) {
    if (path.isEmpty()) {
      fail(path);
  }

  /** Comes after a missing brace. */
  public boolean add(Item item) {
    return items.add(item);
  }

  static class Item {
    String name;

    Item(String name) {
      this.name = name;
    }
  }

  void last() {
    add(new Item("x"));
  }
}
