"""How many cases, which ones, and what can they show? Asked before anything is drawn.

Nothing here draws or reads a case: population sizes, anticipated shares and choices go
in, numbers of cases and expected limits come out. The two that a plan is made of:

``allocation.allocate_cases(population, n, *, spread=None, method="proportional",
importance=None, minimum=2) -> Allocation``
    `population`: persons by stratum label. `method`: ``proportional``, ``neyman``
    (`spread`: standard deviation by stratum) or ``compromise`` (`spread`: by outcome and
    stratum). The result has ``sizes`` and ``weights`` by stratum, ``ideal`` (before
    integers), ``trace`` (every case and why its stratum got it) and ``describe()``.

``precision.what_can_be_shown(population, *, shares=None, sizes=(100, 150, 200),
domains=None, method="proportional", spread=None, allocations=None, minimum=2,
response=1.0, level=0.95) -> PrecisionTable``
    `shares`: anticipated share by scheme, or by scheme and stratum (default: the declared
    assumptions of ``anticipated``). `domains`: by name, the strata it is made of, or its
    persons by stratum where it crosses them. The result has ``rows`` (a size, domain and
    scheme each), ``differences`` (pairs of domains), ``assumptions`` and ``statements``
    (Danish sentences); ``dataclasses.asdict`` makes it plain.

====================  ================================================================
Module                Answers
====================  ================================================================
``sizes``             how many cases for a half-width, a CV, Wilson or log-odds limits
``allocation``        how many in each stratum, in integers that sum; at a cost
``ideal_sizes``       the same before integers: also at a cost, or for a CV
``several_outcomes``  the same for several schemes or domains at once
``discovery``         how many to see at least one
``kappa_sizes``       how many second readings for a kappa, and what m of them can show
``reading_load``      how many readings and hours a rule for second readings takes
``reading_gain``      whether a second reading is worth it for a scheme
``precision``         what 100, 150 or 200 cases can and cannot show
====================  ================================================================
"""
