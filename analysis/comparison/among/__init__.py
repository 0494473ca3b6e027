"""Where does the focus lie among all municipalities, and how sure is that?"""
