package com.example.util;

import java.util.Collection;
import java.util.Map;

public class Box<T, U extends Comparable<? super U> & Cloneable> implements Comparable<Box<T, U>> {
  private T t;
  protected Map<String, ? extends Collection<U>> all, spare;

  public <V extends T> Box(V v) {
    t = v;
  }

  @SafeVarargs
  public static <E> E first(E... all) throws EmptyException, java.io.IOException {
    return all[0];
  }

  public <K, V> boolean compare(Pair<K, V> one, Pair<K, V> two) {
    return one.getKey().equals(two.getKey());
  }

  public boolean compare(int one, int... more) {
    return Util.<Integer>compare(one, more);
  }

  public abstract T[][] grid(T[] row, int[] sizes[]);

  void use() {
    Box<Integer, String> box = new Box<>(1);
    var list = new ArrayList<Box<?, ?>>();
    var first = list.get(0);
    var copy = first;
    Pair<String, Integer>[] pairs = make();
    T[] empty = (T[]) new Object[0];
    this.<String>first("a");
    int size = size(), other = box.all.size();
  }
}
