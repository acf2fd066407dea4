module Shop
  class Till
    def ring
      Cart.new.total
    end
  end
end

Shop::Cart.new.total
