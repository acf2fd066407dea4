module Shop
  class Cart
    def total
      1
    end
  end
end
