import java.util.function.Function;
import static java.util.stream.Collectors.toList;

public class Roster {
  static final Comparator<Person> BY_AGE = (a, b) -> a.getAge() - b.getAge();
  static final Function<Person, String> NAME = Person::getName, OTHER = person -> person.name();

  private int limit = DEFAULT_LIMIT;

  {
    int early = 1;
    limit = early;
  }

  List<String> names(List<Person> roster, Predicate<Person> tester) {
    return roster.stream()
        .filter(p -> p.getAge() >= limit && tester.test(p))
        .sorted(BY_AGE.reversed())
        .map(Person::getName)
        .map(this::shorten)
        .map(super::toString)
        .collect(toList());
  }

  String shorten(String name) {
    Supplier<Set<Person>> makeSet = HashSet::new;
    BinaryOperator<Integer> add = (Integer x, Integer y) -> { int sum = x + y; return sum; };
    try (Scanner in = new Scanner(System.in); var out = open(name)) {
      while (in.hasNext()) write(out, in.next());
    } catch (IOException | IllegalStateException e) {
      throw new UncheckedIOException(e);
    } finally {
      close();
    }
    if (makeSet instanceof Named n && !n.name().isEmpty()) {
      return n.name();
    }
    Object found = find(name);
    return switch (found) {
      case Integer i when i > LIMIT -> String.valueOf(i);
      case Circle(Point(var x, var y), double radius) -> x + y;
      case Color c -> c.name();
      default -> null;
    };
  }

  int weight(Color color) {
    switch (color) {
      case RED:
      case GREEN:
        return 1;
    }
    for (Map.Entry<String, Integer> each : totals().entrySet()) {
      limit += each.getValue();
    }
    for (var other : others) other.run();
    for (int i = 0, n = size(); i < n; i++) table[i] = row(i)[0];
    synchronized (lock) {
      limit++;
    }
    return limit > MAX ? MAX : limit;
  }
}
