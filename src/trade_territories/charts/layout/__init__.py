"""Pure geometry: a content and a function that measures text -> a scene of marks, in points from the top left."""
