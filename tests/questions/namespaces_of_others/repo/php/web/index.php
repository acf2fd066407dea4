<?php

namespace Web;

use App\Models\Post;

function show(Post $post): string
{
    $other = new \App\Models\Post();
    return $post->title() . $other->title();
}
