global using System.Linq;
namespace App.Core;

/// A person.
public record Person(string First, string Last) : Named(First)
{
    public string Full => $"{First} {Last}";
    public int Age { get; init; }
}

public record struct Point(double X, double Y);
public readonly record struct Size(int Width);
public readonly struct Span { public readonly int Length; }
internal sealed class Service(IStore store, int limit) : Base(limit), IService
{
    private readonly IStore _store = store;
}

public interface IService
{
    int Limit { get; }
    Task<Person> FindAsync(string name);
    event Action Done;
    static abstract IService Create();
}

public enum Colour : byte { Red, Green = 2 }
public delegate T Maker<out T>(string name);
