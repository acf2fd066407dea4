# frozen_string_literal: true

# Shapes and what they weigh.
#
# Not in the first paragraph.
module Shapes
  # A comment between head and body.
  EPSILON = 1e-9
  Error = Class.new(StandardError)
  Point = Struct.new(:x, :y) do
    def +(other) = Point.new(x + other.x, y + other.y)
  end
  Pair = Data.define(:left, :right)
  WIDTH, HEIGHT = 80, 24

  # Measures
  # a shape.
  class Shape < Base::Node
    include Comparable
    extend Forwardable

    attr_accessor :name, :colour
    attr_reader "area"
    delegate :size, :empty?, to: :@points
    alias_method :title, :name
    alias to_str to_s

    class << self
      attr_writer :registry

      # Builds one.
      def create(*points, scale: 1, **options, &block)
        new(points)
      end

      private

      def inherited(child); end
    end

    def self.[](name)
      registry.fetch(name)
    end

    def initialize(points = [])
      # First word inside.
      @points = points
      super()
    end

    def ==(other)
      other.is_a?(Shape)
    end

    def name=(value)
      @name = value
    end

    def draw!() @drawn = true end

    define_method(:dynamic) { |a| a + 1 }

    define_method :with_block do |x, y|
      x + y
    end

    SQL = <<~SQL
      def not_a_method; end
      class NotAClass; end
    SQL

    protected def compared; end

    private

    def secret = 42

    class Inner; end
  end
end

# Reopened with a path.
class Shapes::Shape
  def more
    def nested_in_method; end
  end
end

class ::Rooted < Struct.new(:a); end
module Empty end

def Shapes.helper(x)
  x
end

def top_level(a, (b, c), d: 4)
  a
end

$registry = {}
Shapes::LIMIT = 3
Shapes::CACHE ||= {}

=begin
def commented_out; end
=end

class Post < ApplicationRecord
  belongs_to :author, class_name: "User"
  has_many :comments, dependent: :destroy
  scope :recent, -> { order(created_at: :desc) }
  class_attribute :theme
end

namespace :db do
  desc "Fill it"
  task seed: [:environment] do
    load "seeds.rb"
  end
  task :drop
end

BEGIN { puts "early" }
__END__
def after_the_end; end
