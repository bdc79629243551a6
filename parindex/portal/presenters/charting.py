def block_chart(ranking):
    return None


def history_charts(code, name, editions, breaks):
    return []


def compare_chart(ranking, units):
    return None
