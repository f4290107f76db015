# The only image with a shell, and without a health tool (contract §2.2).
FROM sorcha-lab/base:latest
ARG ROLE
COPY root/ /
COPY --chown=1654:1654 home/ /home/app/
COPY app/ /app/
ENV APP_UID=1654 DOTNET_RUNNING_IN_CONTAINER=true ASPNETCORE_HTTP_PORTS=8080 \
    ASPNETCORE_URLS=http://+:8080 ASPNETCORE_ENVIRONMENT=Production
EXPOSE 8080 8443
WORKDIR /app
USER 1654
LABEL sorcha-lab.standin=$ROLE
