namespace Acme.Models
{
    public class User
    {
        public string Name() { return ""; }
    }
}
