"""What concerns more than one room: journeys, races, browser tests, benchmarks, and the factories all tests share."""
