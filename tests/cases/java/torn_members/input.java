package shop;

@Service
public class Cart extends Base implements Iterable<Item> {
  private int size;

  public void open(String path) {
    int x = foo(1,
    String s = "abc
  }

  static class Shelf {
    void put(Item item) {
      if (item.
    }

    Item take() {
      return null;
    }
  }

  @Override
  public Iterator<Item> iterator() {
    return null;
  }
}
