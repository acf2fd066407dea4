using System;
using Acme.Models;

namespace Acme.Web;

public class Page
{
    public string Show(User user)
    {
        Console.WriteLine(user.Name());
        return new Acme.Models.User().Name();
    }
}
