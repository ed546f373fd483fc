"""The week begins on Saturday, as in most countries that write Arabic."""

FIRST_DAY_OF_WEEK = 6
