namespace App
{
    class Before
    {
        void First() { }

        void Second()
        {
            if (Ready) {
                First();
        }

        /// Found although a brace is missing above.
        void Third() { Second(); }
    }

    class After { int count; }
}
