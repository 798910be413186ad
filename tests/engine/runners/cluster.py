"""placeholder"""


class Cluster: ...
