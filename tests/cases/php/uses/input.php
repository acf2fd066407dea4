<?php
namespace App\Http {

use Foo\Bar;
use Foo\Baz as Qux, One\Two;
use function Foo\helper;
use const Foo\LIMIT;
use Group\{A, B\C as D, function f};
use Mixed\{Deep\E};

require_once __DIR__ . '/vendor/autoload.php';
require 'config.php';
include_once "parts/head.php";

class Controller extends Base
{
    use Macros;

    private Store $store;

    public function __construct(private Clock $clock)
    {
        $this->bar = new Bar($clock, LIMIT);
        $this->log = $clock->log();
    }

    #[Route('/users', name: Names::USERS)]
    public function index(Request $request, \Closure|null $next): Response
    {
        $user = User::find($request->id);
        $made = self::make();
        $list = helper($user);
        $two = new Two;
        $this->store->query(Bar::class)->where('a', fn($row) => $row->b())->get();
        $user?->profile?->save();
        parent::index($request);
        static::booted();
        D::$cache[self::KEY] = Qux::VERSION;
        foreach ($list as $key => $item) {
            $item->touch($key);
        }
        try {
            $name = "run";
            $this->$name();
            [$this, 'callback']();
            \strlen("{$user->name} and $made");
        } catch (NotFound | \RuntimeException $error) {
            throw new Failure($error->getMessage(), previous: $error);
        }
        if ($next instanceof Invokable) {
            return $next($request);
        }
        return match (true) {
            $two->ok() => view('index', ['user' => $user]),
            default => redirect(route: 'home'),
        };
    }
}

}
