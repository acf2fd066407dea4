defmodule Shop.Orders do
  use GenServer, restart: :transient
  use Shop.Schema
  alias Shop.Repo
  alias Shop.{Cart, Users.Owner}
  alias Shop.Mailer, as: Post
  import Ecto.Query, only: [from: 2]
  import Shop.Helpers
  require Logger

  @behaviour Shop.Listing
  @timeout 5_000

  def list(user, opts) do
    query = from o in Order, where: o.user_id == ^user.id
    orders = Repo.all(query, timeout: @timeout)
    Logger.info("found #{length(orders)} for #{user.name}")

    orders
    |> Enum.map(&Cart.total/1)
    |> Enum.filter(&positive?/1)
    |> sum_up()
    |> Post.deliver(to: opts[:to])
  end

  def create(attrs) do
    with {:ok, %Cart{} = cart} <- Cart.new(attrs),
         {:ok, owner} <- Owner.of(cart) do
      GenServer.call(__MODULE__, {:put, cart}, @timeout)
      :ets.insert(:carts, {cart.id, owner})
      log cart, owner
    else
      {:error, reason} -> {:error, reason}
    end
  end

  defp log(cart, owner) do
    fun = fn x -> inspect_it(x) end
    fun.(cart)
    apply(Shop.Audit, :write, [owner])
    raise Shop.Error, message: "x"
  end

  defp sum_up(list), do: Enum.sum(list)
end

IO.puts(Shop.Orders.list(nil, []))
