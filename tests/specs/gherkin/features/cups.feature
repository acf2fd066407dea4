@REQ-12
Feature: Cups
  Water stays in them.

  Rule: A cup holds what it is given

    Scenario: Filling
      Given an empty cup
      When it is filled
      Then it holds water

    @REQ-13 @slow
    Scenario Outline: Sizes
      Given a cup of <size>

      Examples:
        | size |
        | 1    |
