defmodule Shop.Cart do
  @moduledoc """
  A cart.

  Holds items.
  """

  @behaviour Shop.Container
  @enforce_keys [:id]
  defstruct [:id, :owner, items: [], total: 0]

  @typedoc "What a cart is."
  @type t :: %__MODULE__{id: integer}
  @type item(kind) :: {kind, integer}
  @typep secret :: atom
  @opaque handle :: reference

  @default_limit 10
  @limits %{small: 1, large: @default_limit}

  @callback weigh(t) :: {:ok, number} | :error
  @macrocallback build(term) :: Macro.t()

  @doc """
  Adds an item
  to a cart.

      iex> add(cart, 1)
  """
  @doc since: "1.1"
  @spec add(t, integer) :: t
  @impl true
  def add(cart, item) when is_integer(item), do: %{cart | items: [item | cart.items]}
  def add(cart, nil), do: cart

  def add(cart, items) when is_list(items) do
    Enum.reduce(items, cart, &add(&2, &1))
  end

  # A comment counts as well.
  def empty?(%__MODULE__{items: []}), do: true
  def empty?(_), do: false

  def clear!(cart, opts \\ [])
  def clear!(cart, _opts), do: %{cart | items: []}

  def size, do: 0

  def no_parens do
    size()
  end

  def left <> right, do: join(left, right)

  defp hidden(x) when x > 0 when x < 10, do: x

  defdelegate count(cart), to: Enum, as: :count

  defmacro within(cart, do: block) do
    quote do
      unquote(block)
    end
  end

  defmacrop helper_macro(x), do: x

  defguard is_small(cart) when cart.total < 10
  defguardp is_large(cart) when cart.total > 10

  defmodule Item do
    @moduledoc false
    def price(%{price: price}), do: price

    defmodule Deep do
    end
  end

  defmodule Error do
    defexception [:message, code: 1]
  end
end

defprotocol Shop.Size do
  @doc "How big it is."
  @fallback_to_any true
  def size(data)
end

defimpl Shop.Size, for: Shop.Cart do
  def size(cart), do: length(cart.items)
end

defimpl Shop.Size, for: [Map, List] do
  def size(_), do: 1
end

defmodule Shop.CartTest do
  use ExUnit.Case, async: true

  setup do
    {:ok, cart: %Shop.Cart{id: 1}}
  end

  describe "add/2" do
    test "adds an item", %{cart: cart} do
      assert add(cart, 1).items == [1]
    end
  end

  test "not yet written"
end
