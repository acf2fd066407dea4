#define EXPORT __attribute__((visibility("default")))

class EXPORT Database : public Store {
 public:
  virtual Status put(const Slice& key) = 0;
  static Database* open(const std::string& name);
  int size() const { return size_; }

 private:
  int size_;
};

struct EXPORT Options { bool verbose; };

EXPORT void start(int argc);
EXPORT Status stop(int argc) { return Status(); }

class Guarded {
 public:
  void lock() ACQUIRE(mutex_);
  int count() const LOCKS_REQUIRED(mutex_) { return count_; }
  DISALLOW_COPY(Guarded);
  Guarded() = default;

 private:
  int count_ GUARDED_BY(mutex_);
};

TEST(DatabaseTest, PutsAndGets) {
  Database* database = Database::open("x");
  EXPECT_EQ(database->size(), 1);
}

BENCHMARK(startup) { int rounds = 3; run(rounds); }

TEST_CASE("adds two numbers", "[math]") {
  int sum = add(1, 2);
  REQUIRE(sum == 3);
}
