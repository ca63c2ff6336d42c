"""The demo data centre: invented agencies, rooms, power, devices, addresses and people.

    python -m dev.demo.load

`estate.build` puts everything into the database of the settings. What is there already is left as it is, so a second
run changes nothing. Data stand in tables at the top of each module, apart from the code that writes them. Every name
is invented; addresses and domains are those that RFC 2606, 3849 and 5737 keep for documentation.
"""
