import Foundation
import struct Core.Point
@testable import Shop

/// Keeps orders.
@available(iOS 13, *)
public final class OrderBook<T: Hashable>: Book, Saved, Core.Named where T: Codable {
    static let shared = OrderBook()
    let id: Int = 3, clock: Clock
    private var orders = [Order]()
    @Published public private(set) var name: String = "" {
        didSet { changed() }
    }
    // What it is called.
    var title: String { clock.title }
    var both: Int {
        get { return orders.count }
        set { clock.offset = newValue }
    }
    lazy var cache: Cache = Cache(size: 1)

    init(clock: Clock, _ start: Int = 0) throws {
        self.clock = clock
        super.init()
    }
    convenience init?() { return nil }
    deinit { clean() }

    subscript(index: Int) -> Order {
        return orders[index]
    }

    func save<U>(to target: U, named name: Name) async throws -> [U] where U: Store {
        let writer = Writer(target)
        var reader: Reader = writer.open()
        guard let found = find(name) else { return [] }
        for order in orders { order.check() }
        func twice(value: Int) -> Int { value * 2 }
        let closure = { (page: Page) -> Int in page.number }
        do { try writer.flush() } catch let problem as StoreError { problem.log() }
        self.cache.put(found)
        OrderBook.shared.save(to: target, named: name)
        return [target]
    }

    static func == (left: OrderBook, right: OrderBook) -> Bool { left.id == right.id }
    class func make() -> OrderBook? { nil }

    enum State: String, CaseIterable {
        case open, closed = "shut"
        case failed(Int, reason: String)
        indirect case nested(State)

        var isOpen: Bool { self == .open }
    }
    struct Page { var number, width: Int }
    typealias Handler = (Int) -> Void
}

actor Bank {
    var balance = 0
    func deposit(_ amount: Int) { balance += amount }
}

indirect enum Tree { case leaf, node(Tree, Tree) }
