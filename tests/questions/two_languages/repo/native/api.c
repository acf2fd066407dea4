int total(const int *prices, int count)
{
    return count ? *prices + total(prices + 1, count - 1) : 0;
}
