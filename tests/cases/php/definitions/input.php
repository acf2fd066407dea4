<!DOCTYPE html>
<html><body>
<?php if ($shown): ?>
  <p>class InText { function notOne() {} }</p>
<?php endif ?>
<?php
declare(strict_types=1);

namespace App\Models;

/**
 * A user
 * of the shop.
 *
 * @package Models
 */
#[Entity(table: 'users')]
final class User extends Base\Model implements \JsonSerializable, Countable
{
    use HasFactory, SoftDeletes {
        HasFactory::create insteadof SoftDeletes;
        SoftDeletes::create as protected createSoftly;
    }

    public const MAX = 3, MIN = 1;
    private const string SECRET = 'x';

    protected static ?Registry $registry = null, $other;
    public readonly string $name;
    var $legacy;
    public string $full {
        get => $this->first . ' ' . $this->last;
        set { $this->first = $value; }
    }

    /** Makes one. */
    public function __construct(
        private readonly Address $address,
        #[Sensitive] protected ?int $age = null,
        string $plain = '',
    ) {
        parent::__construct();
    }

    public static function make(string ...$parts): static
    {
        return new static(...$parts);
    }

    private function &secret(): ?array
    {
        $closure = function (int $x) use ($closure): int {
            return $x;
        };
        return [];
    }

    #[Pure]
    protected function hidden() {}
}

interface Shape extends Drawable, Sized
{
    const SIDES = 0;

    public function area(): float;
}

trait Greets
{
    abstract protected function greeting(): string;

    public function greet() { echo $this->greeting(); }
}

abstract class Animal
{
    abstract public function speak(int|string $how, self $other): string|false;
}

enum Suit: string implements HasLabel
{
    case Hearts = 'H';
    case Spades = 'S';

    const Wild = self::Spades;

    public function label(): string
    {
        return ucfirst(strtolower($this->name));
    }
}

// Adds two.
function add(int $a, int $b = 0): int
{
    function inner_function() {}
    return $a + $b;
}

const TOP = 1;
define('OLD_STYLE', 2);

$anonymous = new class(10) extends Animal {
    public function speak($how, $other) { return ''; }
};

$text = <<<TEXT
function notInHeredoc() {}
TEXT;
?>
<footer>function afterwards() {}</footer>
