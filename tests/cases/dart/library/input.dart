library shop.core;

import '../util/text.dart' deferred as text;
import 'package:shop/models.dart' show Order, Page hide Book;
export 'src/store.dart' show Store;
part 'core.g.dart';

typedef Handler = void Function(int);
typedef int Compare(int left, int right);
typedef Table<T> = Map<String, T>;

const limit = 10;
final Store store = Store(), spare = Store();
int _hidden = 1;

/// Opens the shop.
Store open(String name, {Order? first}) {
  return Store(name);
}

void main(List<String> args) => open(args.first);

int get total => limit;
set total(int value) {}
