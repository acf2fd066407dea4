using System;
using System.Collections.Generic;
using static System.Math;
using Table = System.Collections.Generic.Dictionary<string, int>;
using Short = App.Core;

namespace App.Shop
{
    /// <summary>Keeps orders.</summary>
    /// <remarks>Not safe for threads.</remarks>
    [Serializable]
    public partial class OrderBook<T> : Book<T>, IEnumerable<T>, Core.ISaved where T : Order, new()
    {
        private const int Most = 3, Least = 1;
        public static readonly string Name = "orders";
        private readonly List<T> _orders = new List<T>();
        internal Clock clock;

        public event EventHandler? Changed;
        public event Action Closed { add { Add(value); } remove { } }

        // How many there are.
        public int Count { get; private set; } = 0;
        public string Title => clock.Name;
        public T this[int index] { get => _orders[index]; set { _orders[index] = value; } }

        public OrderBook(Clock clock, int start = 0) : base(start)
        {
            this.clock = clock;
        }

        static OrderBook() { Load(); }

        ~OrderBook() { Dispose(false); }

        public async Task<int> SaveAsync<U>(U target, params string[] names) where U : IStore
        {
            var writer = new Writer(target);
            Reader reader = writer.Open();
            var found = Find(names);
            foreach (T order in _orders) order.Check();
            using var scope = clock.Begin();
            int Twice(int a) => a * Most;
            if (target is Disk disk && disk.Ready) { disk.Write(reader); }
            try { await writer.Flush(); } catch (StoreException why) { why.Log(); }
            Changed?.Invoke(this, EventArgs.Empty);
            base.Save();
            return Twice(Max(names.Length, 1));
        }

        public static OrderBook<T> operator +(OrderBook<T> left, T right) => left;
        public static implicit operator int(OrderBook<T> book) => book.Count;
        void IDisposable.Dispose() { Dispose(true); }
        protected abstract void Close();
        protected virtual T Make() => new();

        public delegate void Handler(object sender);
        private enum State { Open, Closed = 2 }
        public class Page { public int Number; }
    }

    public static class Extensions
    {
        public static int Twice(this int value) => value * 2;
    }
}

namespace Other.Place { class Hidden { } }
