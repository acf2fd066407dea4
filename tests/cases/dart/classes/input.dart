import 'dart:async';
import 'package:shop/core.dart' as core;

/// Keeps orders.
///
/// Not safe for isolates.
@immutable
abstract class OrderBook<T extends Object> extends Book<T> with Saved, Named implements Closable {
  static const int most = 3, least = 1;
  static final OrderBook shared = OrderBook._(1);
  final String name;
  Clock? _clock = Clock();
  late final Store store;
  var count = 1;

  OrderBook(this.name, {required this.store, int start = 0}) : count = start, super(name) {
    load();
  }
  const OrderBook.named(this.name);
  factory OrderBook.make(int size) => OrderBook._(size);
  factory OrderBook.redirect() = Other.x;
  OrderBook._(int size);

  int get total => count;
  set total(int value) {
    count = value;
  }

  // Saves all.
  Future<int> save<U>(U target, [int times = 1]) async {
    var writer = Writer(target);
    Reader reader = writer.open();
    final page = new Page.blank(2);
    for (var order in orders) {
      check(order);
    }
    int twice(int value) => value * times;
    try {
      await flush(reader);
    } on StoreError catch (problem) {
      log(problem);
    }
    return twice(1);
  }

  @override
  bool operator ==(Object other) => identical(this, other);
  void close();
  static OrderBook of(int size) => OrderBook._(size);
  external int native();
}

mixin Saved on Book {
  void remember() {}
}

mixin class Named {}

extension Shouting on String {
  String shout() => toUpperCase();
  int get half => length;
}

extension on int {
  int twice() => this * 2;
}

extension type Id(int value) {
  int get next => value + 1;
}

enum Colour { red, green }

enum Planet implements Comparable {
  earth(1),
  mars(2);

  const Planet(this.mass);
  final int mass;
  int weigh() => mass;
}

class Alias = Book with Saved;

sealed class Shape {}
