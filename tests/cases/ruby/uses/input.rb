require "json"
require 'active_support/core_ext'
require_relative "../lib/shapes"
require_relative 'near'
require File.join(__dir__, "computed")
load "tasks.rake"

class App < Framework::Base
  include Helpers, Web::Routes
  prepend Logged
  autoload :Cache, "app/cache"

  before_action :authenticate

  def run(input, *rest, key: DEFAULT, &block)
    parsed = JSON.parse(input, symbolize_names: true)
    @store = Store::Memory.new(size: LIMIT)
    total = parsed.map { |row| row.fetch(:total) }.sum
    return fallback unless ready?
    report total, to: admin_address
    log "#{user_name} wrote #{total}"
    rest.each(&block)
    rest.each do |item, (first, second)|
      item&.save!
      helper first, second
    end
    @store.write(parsed) if valid
    yield total
  rescue Net::OpenTimeout, IOError => error
    warn error.message
    retry_later
  ensure
    cleanup
  end

  def case_of(value)
    case value
    when Integer then Handlers::Number
    when String
      build_text(value)
    else
      give_up
    end
    case value
    in { name: String => name } then name
    in [Point, *]
      point_of(name)
    end
  end

  def chain
    self.class.registry[:a].call.first
    super.merge(extra)
    Foo::Bar::BAZ
    ->(x) { x + offset }
    puts <<~TEXT
      Dear #{recipient.name},
    TEXT
  end
end

RSpec.describe App do
  let(:app) { described_class.new }

  it "runs" do
    expect(app.run("{}")).to eq(Result::OK)
  end
end
