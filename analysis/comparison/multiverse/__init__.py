"""Would another reasonable choice of peers give the same conclusion?"""
