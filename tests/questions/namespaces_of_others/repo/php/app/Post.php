<?php

namespace App\Models;

class Post
{
    public function title(): string
    {
        return '';
    }
}
