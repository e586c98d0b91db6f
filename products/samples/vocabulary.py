"""The words that sample products are made of. All invented; any resemblance to real brands is a coincidence."""

from typing import NamedTuple


class Shelf(NamedTuple):
    """Things that a shop would keep together."""

    prefix: str
    """Of the SKU."""
    nouns: tuple[str, ...]
    materials: tuple[str, ...]
    sizes: tuple[str, ...]
    features: tuple[str, ...]
    """First sentences of a description."""


BRANDS = (
    *("Norrby", "Hartwell", "Lumenta", "Kestrel & Co", "Brightwater", "Tamsin", "Oakfield", "Velano", "Fernhill"),
    *("Pinewood", "Corvus", "Marlow", "Eastgate", "Quill", "Solveig", "Redfern", "Tidewell", "Ambrose"),
    *("Bergström", "Maison Lévêque", "Fjällvik"),
)

ADJECTIVES = (
    *("Classic", "Compact", "Deluxe", "Essential", "Everyday", "Foldable", "Handmade", "Heavy-Duty", "Lightweight"),
    *("Modern", "Organic", "Premium", "Recycled", "Slim", "Stackable", "Traditional", "Waterproof", "Wide"),
)

COLOURS = (
    *("Anthracite", "Black", "Blue", "Brick Red", "Cream", "Forest Green", "Grey", "Ivory", "Mustard", "Natural"),
    *("Navy", "Olive", "Rosé", "Sand", "Slate", "Teal", "Terracotta", "White"),
)

CLOSINGS = (
    *[""] * 8,
    " Gift box included.",
    " Made in Portugal.",
    " Spare parts available.",
    " Two-year guarantee.",
    " Wipe clean.",
    "\nCare: wipe with a damp cloth.",
)

SHELVES = (
    Shelf(
        "KIT",
        ("Chopping Board", "Saucepan with Lid", "Mixing Bowl", "Coffee Grinder", "Salad Spinner", "Bread Knife"),
        ("Oak", "Stainless Steel", "Cast Iron", "Stoneware", "Bamboo"),
        ("20 cm", "24 cm", "28 cm", "1.5 l", "3 l", '9"'),
        (
            "Keeps its shape for years and stores flat in a drawer.",
            "Even heat, from the hob or in the oven up to 220 °C.",
            "Grips wet worktops, and rinses clean in seconds.",
            "A quiet helper for crème brûlée, bread and everything between.",
        ),
    ),
    Shelf(
        "GAR",
        ("Hand Trowel", "Watering Can", "Plant Pot", "Pruning Shears", "Bird Feeder", "Garden Hose Reel"),
        ("Copper", "Galvanised Steel", "Ash", "Terracotta", "Jute"),
        ("5 l", "10 l", "15 cm", "30 cm", "20 m"),
        (
            "Frost resistant, so it may stay outside all winter.",
            "Well balanced and easy on the wrist after a long day.",
            "Drains freely and keeps roots healthy.",
            "Sharpened by hand, with a safety catch for storage.",
        ),
    ),
    Shelf(
        "OFF",
        ("Notebook", "Desk Organiser", "Fountain Pen", "Document Tray", "Monitor Stand", "Paper Knife"),
        ("Walnut", "Linen", "Brushed Aluminium", "Recycled Paper", "Leather"),
        ("A4", "A5", "80 sheets", "set of 3", '24"'),
        (
            "Lies flat when open and takes ink without bleeding.",
            "Clears a desk in a minute, and looks good doing it.",
            "Cable slot at the back, felt pads underneath.",
            "Refillable, repairable and pleasant to hold.",
        ),
    ),
    Shelf(
        "LIG",
        ("Table Lamp", "Pendant Light", "Reading Light", "Fairy Lights", "Wall Sconce", "Lantern"),
        ("Opal Glass", "Brass", "Rattan", "Porcelain", "Smoked Glass"),
        ("4 W", "7 W", "40 cm", "2700 K", "IP44"),
        (
            "Warm light that dims smoothly from 100 to 5 percent.",
            "Comes with a fabric cable, plug and one bulb.",
            "Runs for 60 hours on a single charge.",
            "Glare-free above the dining table or beside the bed.",
        ),
    ),
    Shelf(
        "TEX",
        ("Bath Towel", "Cushion Cover", "Throw", "Duvet Set", "Tea Towel", "Table Runner"),
        ("Cotton", "Washed Linen", "Merino Wool", "Hemp", "Velvet"),
        ("50 x 70 cm", "70 x 140 cm", "45 x 45 cm", "single", "double"),
        (
            "Soft from the first wash and dries quickly.",
            "Woven in a small mill, dyed without chlorine.",
            "Hidden zip, double seams, machine washable at 40 °C.",
            "Breathes in summer and warms in winter.",
        ),
    ),
    Shelf(
        "TOY",
        ("Building Blocks", "Jigsaw Puzzle", "Pull-Along Duck", "Marble Run", "Memory Game", "Spinning Top"),
        ("Beech", "Cork", "Felt", "Recycled Card", "Maple"),
        ("24 pieces", "100 pieces", "500 pieces", "age 3+", "age 6+"),
        (
            "Rounded edges, water-based colours, no small parts.",
            "Children play it alone, together or with the whole family.",
            "Packs into its own cotton bag for the journey.",
            'Our testers called it "the one we never put away".',
        ),
    ),
    Shelf(
        "BIK",
        ("Handlebar Bag", "Bottle Cage", "Bell", "Saddle Cover", "Pannier", "Tyre Lever Set"),
        ("Waxed Canvas", "Alloy", "Nylon", "Carbon", "Brass"),
        ("6 l", "20 l", "31.8 mm", "28 mm", "one size"),
        (
            "Clicks on and off with one hand, even with gloves.",
            "Reflective trim on three sides for dark evenings.",
            "Weighs next to nothing and does not rattle.",
            "Fits all common frames; screws and key are included.",
        ),
    ),
    Shelf(
        "TOO",
        ("Claw Hammer", "Screwdriver Set", "Spirit Level", "Hand Saw", "Tape Measure", "Tool Roll"),
        ("Forged Steel", "Hickory", "Chrome Vanadium", "Canvas", "Aluminium"),
        ("300 mm", "600 mm", "5 m", "12-piece", '1/2"'),
        (
            "Hardened where it wears and soft where you hold it.",
            "Accurate to half a millimetre over its whole length.",
            "Hangs on a nail, fits in a belt, survives a fall.",
            "Everything in its place, so nothing stays behind.",
        ),
    ),
)
