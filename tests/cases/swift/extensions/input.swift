/// Something with a name.
public protocol Named: AnyObject {
    associatedtype Item
    var name: String { get set }
    func rename(to name: String) -> Item
    init(name: String)
    static func make() -> Self
}

extension OrderBook: Named where T == Int {
    /// Found as OrderBook.rename.
    public func rename(to name: String) -> Order { Order(name) }
    var computed: Int { 3 }
    private struct Inner {}
}

extension Array where Element == Int {
    func total() -> Int { reduce(0, +) }
}

struct Point { var x, y: Double; mutating func move() { x += 1 } }

let shared: Store = Store(), count = 1
fileprivate let hidden = 1
private func secret() {}
public func open(name: String) -> Store { Store(named: name) }

infix operator +++ : AdditionPrecedence
func +++ (left: Int, right: Int) -> Int { left }

@propertyWrapper struct Clamped { var wrappedValue: Int }
