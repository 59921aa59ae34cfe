package console

const yearPath = "/console/year/"
